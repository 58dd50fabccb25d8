"""One file per format; each turns a checked file into blocks and notices."""
