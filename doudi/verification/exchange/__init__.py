"""交换: how a list goes to its department and what comes back: tried again until it is there, rested where the department is down, every try kept."""
