package meta

import "encoding/json"

// MapTexts gives a body with each of its strings put through f, names of members
// left alone. A body in which f changes nothing, or that is no JSON, comes back
// as it is, byte for byte.
func MapTexts(body []byte, f func(string) string) []byte {
	if !mayHoldNumber(body) {
		return body
	}
	var out []byte // what is written so far; nil = nothing has changed
	done := 0      // what of body is in it
	for i := 0; i < len(body); {
		if body[i] != '"' {
			i++
			continue
		}
		end, whole := endOfString(body, i)
		if !whole {
			return body
		}
		if next := space(body, end); next < len(body) && body[next] == ':' {
			i = end // the name of a member
			continue
		}
		if mayHoldNumber(body[i+1 : end-1]) { // escapes may hold one too
			if was := unquote(body[i:end]); mayHoldNumber([]byte(was)) {
				if is := f(was); is != was {
					out = appendText(append(out, body[done:i]...), is)
					done = end
				}
			}
		}
		i = end
	}
	if out == nil || !json.Valid(body) {
		return body
	}
	return append(out, body[done:]...)
}

// endOfString is pastString for what may be no JSON.
func endOfString(b []byte, i int) (end int, whole bool) {
	for i++; i < len(b); i++ {
		switch b[i] {
		case '"':
			return i + 1, true
		case '\\':
			i++
		}
	}
	return i, false
}

// mayHoldNumber is a quick look for digits in a row that are neither a whole
// string nor a long number, or that may be of another script.
func mayHoldNumber(b []byte) bool {
	const fewest, most = 2, 8
	for i := 0; i < len(b); {
		switch c := b[i]; {
		case c >= 0x80 || c == '\\':
			return true
		case c < '0' || c > '9':
			i++
			continue
		}
		start := i
		for i < len(b) && b[i] >= '0' && b[i] <= '9' {
			i++
		}
		whole := start > 0 && b[start-1] == '"' && i < len(b) && b[i] == '"'
		if n := i - start; n >= fewest && n <= most && !whole {
			return true
		}
	}
	return false
}
