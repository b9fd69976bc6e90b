// Package v2 is the second set of routing rules: it decides by every mode of
// assignment. It is frozen: what it answers for any picture never changes, and
// neither do the shapes that it stores, because decisions that were made by it are
// replayed and explained for ever. Another answer to any picture takes a set of its
// own beside it; a fact that no older picture has may be added as a field that is
// left out while it is empty. So nothing here reads a constant of another package
// that may change; the values of desk's words are stored and never renamed.
//
// It decides who is asked to take an interaction: Decide maps a
// complete picture of the moment (interaction, inbox, candidates, cursor) to a
// decision that names a reason for every candidate.
//
// It is for the rules of assignment and for their record: an Input and its
// Decision have one canonical JSON form, both are stored, and Replay proves
// later that the same picture still gives the same bytes. It is not for acting
// on a decision (engine makes the offer, moves the cursor, notifies), not for
// finding out who is online, and not for the sentences that a person reads (the
// UI has one per Reason and Cause). No clock, no random source, no database:
// whatever a decision depends on is in its Input.
//
// Step 3 of the flow: engine fold ─▶ routing decide ─▶ rows, feed, jobs.
//
// # The round
//
// A round is one try to find somebody for one waiting interaction. In it each
// member is asked at most once; a decline or an offer that ran out moves on to
// the next member in turn. When nobody is left to ask, the interaction waits in
// the queue and escalation is due, once per round. A later drain (somebody came
// online, a thread ended, an offer was settled) first asks members who were not
// asked yet, then again those who only missed; those who declined are left in
// peace until the round restarts. A round restarts when a person puts the
// interaction back (return to queue, transfer, reopen): the caller then starts
// with an empty list of attempts.
//
// # The modes
//
// Who is asked among those who can be, all equal ones in turn:
//
//   - round robin: whoever's turn it is;
//   - proficiency: the highest level in this inbox;
//   - longest idle: whose last conversation ended longest ago, or who became
//     available longest ago before their first one; whoever has a conversation open
//     is not asked until it ends;
//   - least busy: who has the fewest conversations open;
//   - sticky: the agent whom the customer had last, as often as the inbox dials;
//     when that one cannot take it, declines, or has missed it so often, by turn;
//   - manual: nobody, people take from the queue themselves.
package v2
