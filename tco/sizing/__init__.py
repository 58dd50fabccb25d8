"""How many GPUs a peak needs: memory, speed, calibration on measured points, capacity, servers."""
