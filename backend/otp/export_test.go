package otp

// NumbersSeen gives where the numbers that can be codes stand in a text, by what a
// person sees of it and in no other way, and how many digits a person sees.
func NumbersSeen(text string) (spans [][2]int, digits int) {
	seen, at := visible(text)
	for i := range seen {
		if isDigitAt(seen, i) {
			digits++
		}
	}
	numbersIn(seen, func(from, to int) { spans = append(spans, [2]int{at[from].from, at[to-1].to}) })
	return spans, digits
}

// NumbersFound gives the same as RedactMessage finds it.
func NumbersFound(text string) (spans [][2]int) {
	if !mayHoldCode(text) {
		return nil
	}
	shortNumbers(text, func(from, to int) { spans = append(spans, [2]int{from, to}) })
	return spans
}

// MayHoldCode is mayHoldCode.
func MayHoldCode(text string) bool { return mayHoldCode(text) }
