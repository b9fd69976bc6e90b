package wire

// Label is a word with which the organization sorts conversations and customers. Threads
// name it by its id or by one of Holds, customers by its name or by one of Were.
type Label struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Colour  string   `json:"colour" of:"desk.LabelColour"`
	Were    []string `json:"were,omitempty"`
	Holds   []string `json:"holds,omitempty"`
	Deleted bool     `json:"deleted,omitempty"` // it can be restored
}

// PutLabel makes (ID "") a label, which everybody may, or changes one, which is for
// supervisors.
type PutLabel struct {
	ID     string `json:"id" ask:"label"`
	Name   string `json:"name"`
	Colour string `json:"colour" of:"desk.LabelColour | ''"` // "" = as it is, and the next one in a new label
}

// LabelRef names a label.
type LabelRef struct {
	LabelID string `json:"labelId" ask:"label"`
}

// MergeLabels makes one label of two. Restoring the first takes it apart again.
type MergeLabels struct {
	From string `json:"from" ask:"label"`
	Into string `json:"into" ask:"label"`
}

// LabelThread puts labels on a conversation and takes others off it.
type LabelThread struct {
	ThreadID string   `json:"threadId" ask:"thread"`
	Add      []string `json:"add" ask:"label"`
	Remove   []string `json:"remove" ask:"label"`
}

// SnoozeInteraction lets a conversation sleep until then, or until its customer writes.
type SnoozeInteraction struct {
	InteractionID string `json:"interactionId" ask:"interaction"`
	Epoch         int64  `json:"epoch"`
	Until         int64  `json:"until"` // Unix ms; 0 = it wakes now
}

// TitleInteraction says what a conversation was about, open or ended; "" takes that back.
type TitleInteraction struct {
	InteractionID string `json:"interactionId" ask:"interaction"`
	Title         string `json:"title"`
}

// Snooze is a time for which a conversation slept, or sleeps.
type Snooze struct {
	At     int64  `json:"at"`
	By     string `json:"by"`
	Until  int64  `json:"until"`
	WokeAt int64  `json:"wokeAt"` // 0 = it sleeps
	Woke   string `json:"woke" of:"desk.SnoozeEnd | ''"`
}

// ListFilter is what a list of conversations is narrowed to. An empty field narrows nothing;
// of several words in one field each will do.
type ListFilter struct {
	List       string   `json:"list,omitempty"` // of the page's lists: mine, waiting, …
	Inboxes    []string `json:"inboxes,omitempty" ask:"-"`
	Numbers    []string `json:"numbers,omitempty" ask:"-"`
	Agents     []string `json:"agents,omitempty" ask:"-"` // "none" = nobody has it, "me" = whoever looks
	Labels     []string `json:"labels,omitempty" ask:"-"` // all of them, "none" = it has none
	Windows    []string `json:"windows,omitempty"`        // open, closing, closed
	Priorities []string `json:"priorities,omitempty"`     // usual, high, urgent
	Unread     bool     `json:"unread,omitempty"`
	Snoozed    bool     `json:"snoozed,omitempty"`
}

// ListView is a filter of the list of conversations that is kept under a name.
type ListView struct {
	ID     string     `json:"id"`
	UserID string     `json:"userId"` // who made it
	Shared bool       `json:"shared"`
	Name   string     `json:"name"`
	Filter ListFilter `json:"filter"`
}

// PutListView makes (ID "") or changes a view. Those that are shared are for supervisors
// to make and change.
type PutListView struct {
	ID     string     `json:"id" ask:"listView"`
	Shared bool       `json:"shared"`
	Name   string     `json:"name"`
	Filter ListFilter `json:"filter"`
}

// ListViewRef names a view.
type ListViewRef struct {
	ID string `json:"id" ask:"listView"`
}
