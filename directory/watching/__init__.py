"""What the operator may see of the service while it runs: lines of the log, figures, daily jobs.

Never who asked, nor for what: no address of a visitor, no path, no text anybody typed. Only the standard
library is imported here, as by the front.
"""
