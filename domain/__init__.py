"""The rules of the plan as pure values and functions: standard library only, no await, time is an argument."""
