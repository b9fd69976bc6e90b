package sandbox

import (
	"fmt"
	"maps"
)

// Tell sends one change of a webhook with the value that is given: what no phone
// of this sandbox can write, such as the history of a phone, messages in a group,
// calls, statuses of what another system sent, types that Meta may add tomorrow.
// Metadata is made the number's; a value that has none stays without.
func (s *Sandbox) Tell(numberID, field string, value map[string]any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.ix.numbers[numberID]
	switch {
	case n == nil:
		return fmt.Errorf("%w: no such number", ErrNotFound)
	case field == "":
		return fmt.Errorf("%w: a change needs a field such as messages or history", ErrInvalid)
	case len(value) == 0:
		return fmt.Errorf("%w: a change needs a value", ErrInvalid)
	}
	value = maps.Clone(value)
	if _, named := value["metadata"].(map[string]any); named {
		value["metadata"] = metadata(n)
	}
	s.hook(change{
		account: s.ix.accounts[n.AccountID], number: n, kind: "event", field: field,
		key: numberID, items: told(value), value: value,
	})
	s.touch()
	return nil
}

// told lists the ids of the messages that a value holds, for the list of what was
// delivered.
func told(value any) []string {
	var ids []string
	switch v := value.(type) {
	case map[string]any:
		if id, ok := v["id"].(string); ok && v["timestamp"] != nil {
			ids = append(ids, id)
		}
		for _, key := range []string{"messages", "message_echoes", "history", "threads", "calls"} {
			ids = append(ids, told(v[key])...)
		}
	case []any:
		for _, each := range v {
			ids = append(ids, told(each)...)
		}
	}
	return ids
}
