"""量测: what is measured, against which peer, one command each."""
