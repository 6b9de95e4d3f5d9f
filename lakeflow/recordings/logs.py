"""Where what a task prints is kept."""


def log_name(state: str, attempt: int) -> str:
    """Return the name of the file that an attempt at a state logs to; ``attempt`` counts from 0.

    >>> log_name("Load: orders/items", 0)
    'Load__orders_items-0.log'
    """
    # State names may hold anything; a file name may not.
    name = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in state)
    return f"{name}-{attempt}.log"
