"""The version of zibot, read by the package build and by `zibot --version`."""

__version__ = "0.1.0"
