package record

import (
	"context"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// noNumber is a number's id that nothing has.
const noNumber = "\x00"

// byChannel has a filter name the numbers of its channel: lines say the number only.
// Numbers that were deleted are among them.
func (s *Service) byChannel(ctx context.Context, id desk.OrgID, f wire.RecordFilter) (wire.RecordFilter, error) {
	if f.Channel == "" {
		return f, nil
	}
	numbers, err := desk.Find[*desk.Number](ctx, s.rows, id, desk.Numbers.With())
	if err != nil {
		return f, desk.Wrap("read numbers", err)
	}
	var of []string
	for _, n := range numbers {
		if string(n.Channel.Named()) == f.Channel && (len(f.Numbers) == 0 || slices.Contains(f.Numbers, string(n.ID))) {
			of = append(of, string(n.ID))
		}
	}
	if len(of) == 0 {
		of = []string{noNumber} // an empty list is met by everything
	}
	f.Numbers = of
	return f, nil
}
