"""Losses inside other people's libraries; each module needs its library, which an extra of the same name installs."""
