package store

// boxes gives texts and numbers as statements take them, as any. Most of what a
// batch writes stands in it several times (an id in the rows that name it, a state,
// an inbox, a stamp), and what was boxed lately is used again. It is the writer's.
type boxes struct {
	texts   [boxed]any
	numbers [boxed]any
}

const boxed = 256 // a power of two

func (x *boxes) text(s string) any {
	if s == "" {
		return "" // costs nothing
	}
	var h uint64
	for i := max(0, len(s)-8); i < len(s); i++ { // ids differ at their end
		h = h*31 + uint64(s[i])
	}
	slot := &x.texts[(h^h>>8)%boxed]
	if known, _ := (*slot).(string); known != s {
		*slot = s
	}
	return *slot
}

func (x *boxes) number(n int64) any {
	slot := &x.numbers[uint64(n)%boxed] //nolint:gosec // its lowest bits
	if known, is := (*slot).(int64); !is || known != n {
		*slot = n
	}
	return *slot
}
