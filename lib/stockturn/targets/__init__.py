"""How much stock is enough: demand, lead times and distributions become levels to order at."""
