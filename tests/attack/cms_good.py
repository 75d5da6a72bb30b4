def cases(w, good, work): pass
