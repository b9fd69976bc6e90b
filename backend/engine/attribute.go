package engine

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// cmdPutAttribute makes or changes something that is noted of customers. What it holds
// never changes: the values that there are would be none any more.
func (w *work) cmdPutAttribute(_ request, c wire.PutAttribute) (*wire.IDResult, error) {
	o, err := get[desk.Organization](w, desk.RowOrg, string(w.e.Org))
	if err != nil {
		return nil, desk.Wrap("read organization", err)
	}
	at := slices.IndexFunc(o.Attributes, func(o desk.Attribute) bool { return o.ID == c.ID })
	if at >= 0 {
		c.Kind = string(o.Attributes[at].Kind)
	}
	a, err := attributeOf(c)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(o.Attributes, func(o desk.Attribute) bool { return o.ID != c.ID && strings.EqualFold(o.Name, a.Name) }) {
		return nil, refuse(desk.CodeConflict, "sameAttribute", desk.Params{"name": a.Name})
	}
	list := slices.Clone(o.Attributes)
	switch {
	case c.ID == "" && len(list) >= desk.MostAttributes:
		return nil, refuse(desk.CodeConflict, "attributes", desk.Params{"most": desk.MostAttributes})
	case c.ID == "":
		a.ID = w.id("att")
		list = append(list, a)
	case at < 0:
		return nil, refuse(desk.CodeNotFound, "attributeGone")
	default:
		a.ID = c.ID
		list[at] = a
	}
	kept := desk.Organization{Attributes: list}
	if room, ok := kept.Clone().(*desk.Organization); ok && desk.Fit(room) {
		return nil, refuse(desk.CodeConflict, "attributes", desk.Params{desk.ParamContext: "room"})
	}
	o.Attributes = list
	w.put(o)
	return &wire.IDResult{ID: a.ID}, nil
}

func attributeOf(c wire.PutAttribute) (desk.Attribute, error) {
	a := desk.Attribute{Kind: desk.AttributeKind(c.Kind)}
	var err error
	if a.Name, err = cleanName(desk.PlainLine(c.Name), "attribute"); err != nil {
		return a, err
	}
	if utf8.RuneCountInString(a.Name) > desk.LongestAttributeName {
		return a, refuse(desk.CodeInvalid, "longName", desk.Params{"field": "attribute", "most": desk.LongestAttributeName})
	}
	if !a.Kind.Valid() {
		return a, refusal{errBadBody()}
	}
	if a.Kind != desk.AttributeList {
		return a, nil
	}
	for _, each := range c.Options {
		option, err := cleanName(desk.PlainLine(each), "option")
		if err != nil {
			return a, err
		}
		if !hasWord(a.Options, option) {
			a.Options = append(a.Options, option)
		}
	}
	if len(a.Options) == 0 {
		return a, refuse(desk.CodeInvalid, "noOptions")
	}
	return a, nil
}

// cmdDropAttribute notes something of customers no more. The values stay in their rows,
// where nobody is shown them.
func (w *work) cmdDropAttribute(_ request, c wire.AttributeRef) (*wire.None, error) {
	o, err := get[desk.Organization](w, desk.RowOrg, string(w.e.Org))
	if err != nil {
		return nil, desk.Wrap("read organization", err)
	}
	o.Attributes = slices.DeleteFunc(slices.Clone(o.Attributes), func(a desk.Attribute) bool { return a.ID == c.ID })
	w.put(o)
	return nil, nil
}

// noted gives what a customer's attributes hold with some values. was are those with which a form began, of
// which none may have become something else.
func (w *work) noted(contact *desk.Contact, values, was []wire.KV) ([]desk.KV, error) {
	if len(values) == 0 {
		return contact.Attributes, nil
	}
	o, err := get[desk.Organization](w, desk.RowOrg, string(w.e.Org))
	if err != nil {
		return nil, desk.Wrap("read organization", err)
	}
	list := slices.Clone(contact.Attributes)
	for _, v := range values {
		at := slices.IndexFunc(o.Attributes, func(a desk.Attribute) bool { return a.ID == v.Key })
		if at < 0 {
			return nil, refuse(desk.CodeNotFound, "attributeGone")
		}
		a := o.Attributes[at]
		value, ok := a.Value(v.Value)
		if !ok {
			return nil, refuse(desk.CodeInvalid, "badValue", desk.Params{desk.ParamContext: string(a.Kind), "name": a.Name})
		}
		now := valueOf(list, a.ID)
		began := slices.IndexFunc(was, func(kv wire.KV) bool { return kv.Key == a.ID })
		if began >= 0 && was[began].Value != now && value != now {
			return nil, errChangedMeanwhile("attribute")
		}
		list = slices.DeleteFunc(list, func(kv desk.KV) bool { return kv.Key == a.ID })
		if value != "" {
			list = append(list, desk.KV{Key: a.ID, Value: value})
		}
	}
	if desk.Fit(&desk.Contact{Attributes: slices.Clone(list)}) {
		return nil, refuse(desk.CodeConflict, "valuesRoom")
	}
	return list, nil
}

func valueOf(list []desk.KV, key string) string {
	for _, kv := range list {
		if kv.Key == key {
			return kv.Value
		}
	}
	return ""
}
