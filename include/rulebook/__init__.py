"""What the regulations say, as data that cites them; each module loads one file and refuses a wrong one."""
