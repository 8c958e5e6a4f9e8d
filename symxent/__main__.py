"""``python -m symxent``."""

from symxent.cli import main

if __name__ == "__main__":
    main()
