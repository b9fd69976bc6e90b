package engine

import (
	"errors"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// cmdImportOptIns records the consents of a list. Who is not known yet becomes a
// customer without a conversation, as who is written to first does: the keys of the
// number lead to them when they write, so nothing has to wait or be joined later. The
// same rows again change nothing.
func (w *work) cmdImportOptIns(r request, c wire.ImportOptIns) (*wire.OptInsImported, error) {
	out := &wire.OptInsImported{Refused: []wire.OptInRowFault{}}
	for i, row := range c.Rows {
		made, added, err := w.importOptIn(r.by, row)
		var no refusal
		switch {
		case errors.As(err, &no):
			out.Refused = append(out.Refused, wire.OptInRowFault{Row: i, Said: wire.ErrorOf(no.err)})
			continue
		case err != nil:
			return nil, err
		}
		if made {
			out.Contacts++
		}
		if added {
			out.Added++
		} else {
			out.Known++
		}
	}
	return out, nil
}

// importOptIn records the consent of a row. What is wrong with it is found before a
// customer is made for it.
func (w *work) importOptIn(by *desk.User, row wire.OptInRow) (made, added bool, err error) {
	digits, err := dialled(row.Phone)
	if err != nil {
		return false, false, err
	}
	if _, err = w.optInOf(row.OptIn); err != nil {
		return false, false, err
	}
	name := ""
	if row.Name != "" {
		if name, err = cleanName(row.Name, "contactName"); err != nil {
			return false, false, err
		}
	}
	contact, err := w.contactByPhone(desk.PhoneNumber(digits))
	if err != nil {
		return false, false, err
	}
	if made = contact == nil; made {
		if contact, err = w.contactTyped(digits); err != nil {
			return false, false, err
		}
	}
	if contact, err = w.personOf(contact); err != nil {
		return false, false, err
	}
	if contact.SavedName == "" && name != "" {
		contact.SavedName = name
		w.put(contact)
	}
	_, added, err = w.agree(contact, by, row.OptIn, true)
	return made, added, err
}
