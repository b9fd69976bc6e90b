package desk

// NumberTrouble is what a provider says is wrong with one of our numbers, whatever
// becomes of its account. Values are stored.
type NumberTrouble string

// The troubles of a number; "" = none.
const (
	TroubleLimited      NumberTrouble = "limited"      // its messages leave slowly, for a while
	TroubleRestricted   NumberTrouble = "restricted"   // some messages do not leave
	TroubleBanned       NumberTrouble = "banned"       // nothing leaves or comes in
	TroubleDisconnected NumberTrouble = "disconnected" // the provider has signed it out
	TroubleMoved        NumberTrouble = "moved"        // it was deleted there, or is in another account
	TroubleUnregistered NumberTrouble = "unregistered" // it was never signed in, or has to be verified again
	TroubleUnpaired     NumberTrouble = "unpaired"     // its owner has taken it back on the phone
	TroubleRefused      NumberTrouble = "refused"      // an entry from before there were words for it
)

// NumberTroubles lists them.
var NumberTroubles = []NumberTrouble{
	TroubleLimited, TroubleRestricted, TroubleBanned, TroubleDisconnected, TroubleMoved, TroubleUnregistered, TroubleUnpaired,
	TroubleRefused,
}

// Circumstances is all by which the state of a number is judged.
type Circumstances struct {
	Connected bool // its set-up is finished; Verified says nothing then
	Verified  bool // a code has proven that the number is ours

	Deleted bool
	Off     bool // somebody has switched it off
	Mapped  bool // a plan brings its interactions to an inbox
	Staffed bool // somebody in that inbox can handle them

	Trouble NumberTrouble // what the provider says of the number
	Account *Said         // what is wrong with its account; nil = nothing
}

// State judges how far a number has come, and names the sentence of why it is not
// further; nil = there is nothing to say. What somebody has to put right at the
// provider goes before what was chosen here. Of an active number, the sentence is a
// warning that leaves it working.
func (c Circumstances) State() (NumberState, *Said) {
	if c.Deleted {
		return NumberGone, nil
	}
	if !c.Connected {
		if c.Verified {
			return NumberVerified, standing("verified")
		}
		return NumberDraft, standing("draft")
	}
	account := accountState(c.Account)
	trouble := troubleStates[c.Trouble]
	switch {
	case account == NumberDisconnected:
		return account, c.Account
	case trouble == NumberDisconnected:
		return trouble, standing(string(c.Trouble))
	case account == NumberRestricted:
		return account, c.Account
	case trouble == NumberRestricted:
		return trouble, standing(string(c.Trouble))
	case c.Off:
		return NumberInactive, standing("off")
	case !c.Mapped:
		return NumberReady, standing("unmapped")
	case !c.Staffed:
		return NumberReady, standing("nobody")
	}
	return NumberActive, c.Account
}

// standing names a sentence about the state of a number.
func standing(context string) *Said {
	return SaidOf(Refuse(CodeConflict, "standing", Params{ParamContext: context}))
}

// troubleStates has what each trouble of a number makes of it. A later one that this
// version does not know is none.
var troubleStates = map[NumberTrouble]NumberState{
	TroubleLimited: NumberRestricted, TroubleRestricted: NumberRestricted, TroubleBanned: NumberDisconnected,
	TroubleDisconnected: NumberDisconnected, TroubleMoved: NumberDisconnected, TroubleUnregistered: NumberDisconnected,
	TroubleUnpaired: NumberDisconnected, TroubleRefused: NumberDisconnected,
}

// accountStates has what the troubles of an account make of its numbers, by the context
// of the sentence: see accountProblem in engine. The others are warnings.
var accountStates = map[any]NumberState{
	"deleted": NumberDisconnected, "disconnected": NumberDisconnected, "disabled": NumberDisconnected,
	"unlinked":   NumberDisconnected,
	"restricted": NumberRestricted, "restrictedStart": NumberRestricted, "restrictedReply": NumberRestricted, "restrictedBoth": NumberRestricted,
	"reviewRejected": NumberRestricted,
}

// CutsOff says whether what is wrong with an account lets nothing leave its numbers.
func CutsOff(account *Said) bool { return accountState(account) == NumberDisconnected }

// accountState says what the trouble of an account makes of its numbers, "" = nothing.
func accountState(said *Said) NumberState {
	switch {
	case said == nil:
		return ""
	case said.Subcode == "account":
		return accountStates[said.Params[ParamContext]]
	}
	return NumberDisconnected // nothing is asked of the provider with such a token
}
