"""One function a verb of the command line: the only place where the layers meet."""
