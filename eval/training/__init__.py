"""Training the span reader: data in, a checked ONNX file and its model card out."""
