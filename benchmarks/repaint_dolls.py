def cases(*a):
    return ()
