package meta

// PastString is pastString.
func PastString(b []byte, i int) int { return pastString(b, i) }
