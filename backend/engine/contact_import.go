package engine

import (
	"context"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// cmdImportContacts makes and changes the customers of a list. A row that cannot be taken is
// refused by itself; the same rows again change nothing.
func (w *work) cmdImportContacts(_ request, c wire.ImportContacts) (*wire.ContactsImported, error) {
	n, err := importRows(c.Rows, w.importContact)
	if err != nil {
		return nil, err
	}
	return &wire.ContactsImported{Added: n.added, Changed: n.changed, Same: n.same, Refused: n.refused}, nil
}

// CheckContacts says what would become of the rows of a list, and changes nothing.
func (g *Engine) CheckContacts(ctx context.Context, st State, org desk.OrgID, c wire.ImportContacts, at int64) (wire.ContactsImported, error) {
	w := g.newWork(ctx, st, desk.Entry{Org: org, At: at}, desk.IDKey{})
	out, err := w.cmdImportContacts(request{}, c)
	if err != nil {
		return wire.ContactsImported{Refused: []wire.ContactLineFault{}}, err
	}
	return *out, nil
}

// importContact takes one row. What is wrong with it is found before a customer is made or
// changed for it. An empty cell leaves what there is; labels come beside those that there are.
func (w *work) importContact(row wire.ContactLine) (rowFate, error) {
	digits, err := dialled(row.Phone)
	if err != nil {
		return rowSame, err
	}
	name, account, err := namesOf(row)
	if err != nil {
		return rowSame, err
	}
	contact, err := w.contactByPhone(desk.PhoneNumber(digits))
	if err != nil {
		return rowSame, err
	}
	next := desk.Contact{}
	if contact != nil {
		if contact, err = w.personOf(contact); err != nil {
			return rowSame, err
		}
		next = *contact
	}
	facts := wire.ContactFacts{Language: firstOf(row.Language, next.Language), Labels: mergedWords(next.Labels, row.Labels, nil)}
	if err := noteFacts(&next, facts); err != nil {
		return rowSame, err
	}
	filled := slices.DeleteFunc(slices.Clone(row.Attributes), func(kv wire.KV) bool { return kv.Value == "" })
	if next.Attributes, err = w.noted(&next, filled, nil); err != nil {
		return rowSame, err
	}
	next.SavedName, next.AccountID = firstOf(name, next.SavedName), firstOf(account, next.AccountID)
	fate := rowChanged
	if contact == nil {
		if contact, err = w.contactTyped(digits); err != nil {
			return rowSame, err
		}
		fate = rowAdded
	} else if sameCard(contact, &next) {
		return rowSame, nil
	}
	contact.SavedName, contact.AccountID, contact.Language = next.SavedName, next.AccountID, next.Language
	contact.Labels, contact.Attributes = next.Labels, next.Attributes
	w.put(contact)
	return fate, nil
}

func namesOf(row wire.ContactLine) (name, account string, err error) {
	if row.Name != "" {
		if name, err = cleanName(row.Name, "contactName"); err != nil {
			return "", "", err
		}
	}
	if row.AccountID != "" {
		account, err = cleanName(row.AccountID, "accountId")
	}
	return name, account, err
}

// sameCard says whether two cards say the same.
func sameCard(a, b *desk.Contact) bool {
	sorted := func(list []desk.KV) []desk.KV {
		list = slices.Clone(list)
		slices.SortFunc(list, func(x, y desk.KV) int { return strings.Compare(x.Key, y.Key) })
		return list
	}
	return a.SavedName == b.SavedName && a.AccountID == b.AccountID && a.Language == b.Language &&
		slices.Equal(a.Labels, b.Labels) && slices.Equal(sorted(a.Attributes), sorted(b.Attributes))
}
