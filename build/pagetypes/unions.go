package main

import "strings"

// union is one closed list of Go's. A field of a struct names it with the tag of:
//
//	Status string `json:"status" of:"desk.Status | 'failed'"`
//
// Alternatives stand behind a bar, each another list or a word. A list is a type's
// constants, or with a star the constants without a type whose names begin so.
type union struct {
	of, dir    string
	name, list string // in TypeScript; no list: it is written with more than its names
	about      string
}

// goType is what valuesOf looks for.
func (u union) goType() string { return u.of[strings.Index(u.of, ".")+1:] }

var unions = []union{
	{"desk.Kind", "backend/desk", "Kind", "", ""},
	{"desk.Channel", "backend/desk", "Channel", "", ""},
	{"desk.Code", "backend/desk", "ErrorCode", "errorCodes", "What kind of failure an error is."},
	{"desk.Role", "backend/desk", "Role", "roles", "Who somebody is."},
	{"desk.Licence", "backend/desk", "Licence", "licences", "What somebody needs to have conversations."},
	{"desk.SentFate", "backend/desk", "SentFate", "sentFates", "What can become of a template that was sent."},
	{"desk.PersonFate", "backend/desk", "Fate", "personFates", "What becomes of a row of a list of people."},
	{"desk.PhoneKind", "backend/desk", "PhoneKind", "phoneKinds", "What a number on a contact card is for."},
	{"desk.PresenceState", "backend/desk", "Presence", "presences", "Whether somebody takes conversations."},
	{"desk.Mode", "backend/desk", "Mode", "modes", "How an inbox hands out conversations."},
	{"desk.Outside", "backend/desk", "Outside", "outsides", "What happens outside of an inbox's hours."},
	{"desk.ConditionKind", "backend/desk", "ConditionKind", "conditionKinds", "What a branch of a plan looks at."},
	{"desk.ServiceResult", "backend/desk", "ServiceResult", "serviceResults", "What became of what an inbox promised."},
	{"desk.PlanKind", "backend/desk", "PlanKind", "planKinds", "What an interaction plan does first."},
	{"desk.NumberState", "backend/desk", "NumberState", "numberStates", "How far a business number has come."},
	{"desk.RestrictionKind", "backend/desk", "RestrictionKind", "restrictionKinds", "What an account may not do."},
	{"desk.NumberTrouble", "backend/desk", "NumberTrouble", "numberTroubles", "What its provider says is wrong with a number."},
	{"channel.Standing", "backend/channel", "Standing", "standings", "How far something is that a provider looks at."},
	{"desk.ReviewState", "backend/desk", "ReviewState", "reviewStates", "How far the review of a display name is."},
	{"desk.IdentityCheck", "backend/desk", "IdentityCheck", "identityChecks", "Whether the provider checks the identity of who writes to a number."},
	{"desk.TwoStepDrift", "backend/desk", "TwoStepDrift", "twoStepDrifts", "What is other at the provider than the two-step verification that was agreed on."},
	{"desk.InteractionState", "backend/desk", "InteractionState", "interactionStates", "Where an interaction stands."},
	{"wire.Known*", "backend/wire", "KnownKind", "knownKinds", "What sort of name of a customer it is."},
	{"desk.NameHow", "backend/desk", "NameHow", "nameHows", "How a name of a customer became known."},
	{"wire.Access*", "backend/wire", "Access", "accesses", "How much of a thread somebody may see."},
	{"desk.OfferState", "backend/desk", "OfferState", "offerStates", "What became of an offer."},
	{"desk.DeclineReason", "backend/desk", "DeclineReason", "declineReasons", "Why somebody declined an offer."},
	{"desk.CannotHold", "backend/desk", "CannotHold", "cannotHolds", "Why somebody cannot be given a conversation now."},
	{"desk.AlertFault", "backend/desk", "AlertFault", "alertFaults", "Why a system did not take an alert."},
	{"desk.Unreached", "backend/desk", "Unreached", "unreacheds", "Why an alert did not reach somebody."},
	{"desk.ShiftDeed", "backend/desk", "ShiftDeed", "shiftDeeds", "What becomes of a conversation when its owner's shift ends."},
	{"desk.Priority", "backend/desk", "Priority", "priorities", "How soon an interaction is offered, beside the usual."},
	{"desk.LabelColour", "backend/desk", "LabelColour", "labelColours", "The colours that a label may have."},
	{"desk.AfterClose", "backend/desk", "AfterClose", "afterClosing", "What somebody is shown after they closed a conversation."},
	{"desk.RatedAs", "backend/desk", "RatedAs", "ratedAs", "How a conversation is to have been rated that somebody looks for."},
	{"desk.RatingSkip", "backend/desk", "RatingSkip", "ratingSkips", "Why a customer was not asked for a rating."},
	{"desk.RatingPart", "backend/desk", "RatingPart", "ratingParts", "What a message is of a rating."},
	{"desk.SnoozeEnd", "backend/desk", "SnoozeEnd", "snoozeEnds", "Why a conversation sleeps no longer."},
	{"desk.SpanBegin", "backend/desk", "SpanBegin", "spanBegins", "How somebody came to own an interaction."},
	{"desk.SpanEnd", "backend/desk", "SpanEnd", "spanEnds", "How they ceased to."},
	{"desk.MessageKind", "backend/desk", "MessageKind", "messageKinds", "What a message is."},
	{"desk.AuthorKind", "backend/desk", "AuthorKind", "authorKinds", "Who or what wrote a message of ours."},
	{"desk.FileSort", "backend/desk", "FileSort", "fileSorts", "What the file of a message is."},
	{"desk.Status", "backend/desk", "MessageStatus", "messageStatuses", "How far a message of ours has come."},
	{"wire.Webhooks*", "backend/wire", "WebhooksPart", "webhooksParts", "What of an account's webhooks is sent to the relay."},
	{"desk.OptInMethod", "backend/desk", "OptInMethod", "optInMethods", "How a customer agreed to be written to."},
	{"desk.Purpose", "backend/desk", "Purpose", "purposes", "What they agreed to be written about."},
	{"desk.AttributeKind", "backend/desk", "AttributeKind", "attributeKinds", "What an attribute of customers holds."},
	{"wire.Sort*", "backend/wire", "ContactSort", "contactSorts", "How a list of customers is sorted."},
	{"desk.OptInRule", "backend/desk", "OptInRule", "optInRules", "What happens to a template for who has not agreed to it."},
	{"wire.Period*", "backend/wire", "Period", "periods", "Periods of a filter of the records."},
	{"wire.Queued*", "backend/wire", "QueuedState", "queuedStates", "Where a reply stands that has not reached the relay."},
	{"desk.MediaState", "backend/desk", "MediaState", "mediaStates", "How far a file has come."},
	{"desk.NoticeKind", "backend/desk", "NoticeKind", "noticeKinds", "What a notice is about."},
	{"desk.Alarm", "backend/desk", "Alarm", "alarms", "What is wrong with a relay: Pulse.alarms, and the subject of a notice of type relay."},
	{"lifecycle.EndReason", "backend/lifecycle", "EndReason", "endReasons", "Why an interaction ended."},
	{"lifecycle.Disposition", "backend/lifecycle", "Disposition", "dispositions", "What an interaction came to."},
	{"lifecycle.Rule", "backend/lifecycle", "DispositionRule", "dispositionRules", "By which rule it did."},
	{"routing.Outcome", "backend/routing/rules/v2", "Outcome", "outcomes", "What routing decided."},
	{"routing.Cause", "backend/routing/rules/v2", "Cause", "causes", "Why it came out so."},
	{"routing.Reason", "backend/routing/rules/v2", "Reason", "reasons", "Why somebody won or did not."},
	{"wire.Stage*", "backend/wire", "SignUpStage", "signUpStages", "How far a sign-up in the provider's window is, in order."},
	{"wire.Way*", "backend/wire", "SignUpWay", "signUpWays", "Whether a number that is signed up stays on a phone."},
	{"wire.Step*", "backend/wire", "SetupStep", "setupSteps", "How far the set-up of a number is, in order."},
	{"wire.Finish*", "backend/wire", "FinishStep", "finishSteps", "What the last step does, in order."},
	{"wire.Field*", "backend/wire", "FormField", "formFields", "The fields of the form that connects a number."},
	{"wire.Move*", "backend/wire", "MoveCondition", "moveConditions", "What has to be true before a number moves to another account, in order."},
	{"desk.TemplateField", "backend/desk", "TemplateField", "templateFields", "The parts of a template that a fault can be in."},
	{"desk.TemplateRule", "backend/desk", "TemplateRule", "templateRules", "What a provider refuses of a template."},
	{"desk.TemplateFilling", "backend/desk", "TemplateFilling", "templateFillings", "What stands in a variable of a template before a person types."},
	{"channel.CodeMethod", "backend/channel", "CodeMethod", "codeMethods", "How a verification code is delivered."},
	{"desk.CheckName", "backend/desk", "CheckName", "checkNames", "The checks of a connected number, in order."},
	{"desk.Verdict", "backend/desk", "Verdict", "verdicts", "What a check comes to."},
	{"desk.FactName", "backend/desk", "FactName", "factNames", "Evidence of a check."},
	{"desk.CheckCause", "backend/desk", "CheckCause", "checkCauses", "Why a number was examined."},
	{"phone.Reason", "backend/phone", "PhoneFault", "phoneFaults", "Why a number cannot be set up."},
	{"phone.NoteCode", "backend/phone", "PhoneNote", "phoneNotes", "What may go wrong with one that can."},
	{"bridge.Phase*", "app/bridge", "Phase", "phases", "Where the app stands."},
	{"bridge.Receives*", "app/bridge", "Receives", "receives", "What this computer can and cannot receive."},
	{"bridge.Link*", "app/bridge", "Link", "links", "How the connection is."},
	{"bridge.Chain*", "app/bridge", "AlertChain", "alertChain", "The links between the relay and a person's eye and ear, in order."},
	{"bridge.Did*", "app/bridge", "LinkDid", "linkDids", "How one of them did."},
	{"bridge.Why*", "app/bridge", "Silenced", "silenceds", "What a person's own switches do to the sound."},
	{"shell.Hindrance", "app/shell", "Hindrance", "hindrances", "What the system does to an alert that it took."},
}

// unionNamed finds a union by what tags call it.
func unionNamed(of string) (union, bool) {
	for _, u := range unions {
		if u.of == of {
			return u, true
		}
	}
	return union{}, false
}
