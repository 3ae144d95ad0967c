"""What the tests of any gRPC server need."""
