"""Packages in 8 bits: graphs that ONNX Runtime runs in integers on processors with VNNI."""
