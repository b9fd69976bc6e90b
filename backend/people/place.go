package people

import "net/netip"

// place is where a request comes from, at three widths: whoever has one address can
// often use its neighbours too, and the IPv6 network of one customer has more addresses
// than could be counted.
type place struct{ wide, middle, narrow string }

// placeOf reads an address; what is none is a place of its own.
func placeOf(address string) place {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return place{address, address, address}
	}
	a = a.Unmap().WithZone("")
	bits := [3]int{32, 48, 64}
	if a.Is4() {
		bits = [3]int{16, 24, 32}
	}
	var p [3]string
	for i, n := range bits {
		net, err := a.Prefix(n)
		if err != nil {
			return place{address, address, address}
		}
		p[i] = net.String()
	}
	return place{p[0], p[1], p[2]}
}

func (p place) keys() []string {
	return []string{"wide " + p.wide, "middle " + p.middle, "narrow " + p.narrow}
}
