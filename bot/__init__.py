"""The process: command line, configuration, assembly, ticks, sender and logs."""
