"""The commands of the command line, one a file: arguments in, exit codes out, no mathematics."""
