"""Certificates: what symxent calls proved, as theorems that Coq's kernel accepts without trusting symxent."""
