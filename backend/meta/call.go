package meta

import (
	"encoding/json"

	"github.com/parleydesk/parley/backend/channel"
)

type callJSON struct {
	ID        str       `json:"id"`
	From      str       `json:"from"`
	FromUser  str       `json:"from_user_id"`
	To        str       `json:"to"`
	ToUser    str       `json:"to_user_id"`
	Event     str       `json:"event"`
	Timestamp num       `json:"timestamp"`
	Direction str       `json:"direction"`
	Status    list[str] `json:"status"`
	Duration  num       `json:"duration"`
}

// ours says whether the business made the call.
func (j *callJSON) ours() bool { return j.Direction == "BUSINESS_INITIATED" }

func readCall(raw json.RawMessage) callJSON {
	var c soft[callJSON]
	_ = c.UnmarshalJSON(raw) // never fails
	return c.or()
}

// decodeCall reads a call as the message that it stands for in the thread.
func (e *envelope) decodeCall() (channel.Message, error) {
	j := readCall(e.Call)
	m := channel.Message{ID: string(j.ID), Type: channel.TypeCall, Time: millis(j.Timestamp), Call: &channel.Call{State: j.state()}}
	m.PhoneNumberID, m.DisplayPhone = e.number()
	customer := person(j.From, j.FromUser, "")
	if j.ours() {
		customer = person(j.To, j.ToUser, "")
	}
	e.introduce(&customer)
	if m.From = customer; j.ours() {
		m.From, m.To = person(j.From, j.FromUser, ""), customer
	}
	if m.ID == "" {
		return m, malformed("the call has no id")
	}
	return m, nil
}

// state tells how a call went. Meta sends one event when it begins and one when
// it is over.
func (j *callJSON) state() string {
	if j.Event != "terminate" {
		return channel.CallRinging
	}
	for _, word := range j.Status {
		if word == "COMPLETED" {
			return channel.CallEnded
		}
	}
	if j.Duration > 0 {
		return channel.CallEnded
	}
	return channel.CallMissed
}
