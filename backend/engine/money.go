package engine

import (
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
)

// Amounts of an order are decimal texts from the first to the last: 0.1 is no
// number of a computer's own.

// decimal is an amount that can be reckoned with; anything else is only shown.
var decimal = regexp.MustCompile(`^[0-9]{1,12}(\.[0-9]{1,6})?$`)

// amount reads a decimal text, nil if it is none.
func amount(s string) *big.Rat {
	if !decimal.MatchString(s) {
		return nil
	}
	r, _ := new(big.Rat).SetString(s)
	return r
}

// money writes an amount with the decimals that the given texts have, and at
// least two if they have any.
func money(r *big.Rat, currency string, like ...string) string {
	places := 0
	for _, s := range like {
		if _, fraction, ok := strings.Cut(s, "."); ok {
			places = max(places, 2, len(fraction))
		}
	}
	return strings.TrimSpace(r.FloatString(places) + " " + currency)
}

// itemText is how one line of an order reads: how many, at which price.
func itemText(i channel.OrderItem) string {
	price := strings.TrimSpace(i.Price + " " + i.Currency)
	if p := amount(i.Price); p != nil {
		price = money(p, i.Currency, i.Price)
	}
	switch {
	case i.Quantity == "":
		return price
	case price == "":
		return i.Quantity
	}
	return i.Quantity + " × " + price
}

// totalOf adds an order up, apart for each currency. "" = a price or a quantity
// is missing or is no number, and a sum without it would mislead.
func totalOf(items []channel.OrderItem) string {
	sums, prices := map[string]*big.Rat{}, map[string][]string{}
	var order []string
	for _, i := range items {
		price, quantity := amount(i.Price), amount(i.Quantity)
		if price == nil || quantity == nil {
			return ""
		}
		if sums[i.Currency] == nil {
			sums[i.Currency] = new(big.Rat)
			order = append(order, i.Currency)
		}
		sums[i.Currency].Add(sums[i.Currency], new(big.Rat).Mul(price, quantity))
		prices[i.Currency] = append(prices[i.Currency], i.Price)
	}
	slices.Sort(order)
	parts := make([]string, 0, len(order))
	for _, currency := range order {
		parts = append(parts, money(sums[currency], currency, prices[currency]...))
	}
	return strings.Join(parts, " + ")
}
