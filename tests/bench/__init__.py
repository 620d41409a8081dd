"""Speed, measured on this machine: every figure stands beside its goal and the ceilings of the run.

`make bench` starts the real product, a generator and a target, all on the same cores. Machines are
noisy: compare ratios within one run, not seconds between two.
"""
