"""Memory, speed, calibration and capacity of own GPUs."""
