"""``symxent serve``: the checker as a local page."""

from __future__ import annotations

import click

from symxent.commands.help import Command
from symxent.errors import SymxentError


@click.command(cls=Command)
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="N", default=8765, show_default=True, help="0 takes a free one."
)
@click.option("--open", "show", is_flag=True, help="Open the page in the browser.")
@click.option(
    "--seconds", type=click.FloatRange(1, 600), metavar="N", default=20, show_default=True, help="For one check."
)
def serve(port: int, show: bool, seconds: float) -> None:
    """Check notes while you type them, on a page of this machine (127.0.0.1) that nobody else can open.

    \b
    symxent serve
    symxent serve --port 0 --open

    Ctrl-C ends it.
    """
    from symxent.serve.server import Server

    try:
        server = Server(port, seconds)
    except OSError as error:
        raise SymxentError(f"port {port} cannot be used: {error.strerror}; --port 0 takes a free one") from None
    click.echo(f"{server.url}   (Ctrl-C ends it)")
    if show:
        click.launch(server.url)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("", err=True)
    finally:
        server.close()
