"""Facts become measures: frames in, measures out, nothing read or drawn."""
