"""The story of the sample company: weeks of adoption, told through the services, on invented days before today."""
