"""Text in: from a file or an address to exact slices of text."""

import os

# ONNX Runtime's builds report their use to their maker unless this is set before it is loaded; its
# own function for that comes too late. Every other room imports this one.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
