package meta

import (
	"time"

	"github.com/parleydesk/parley/backend/channel"
)

// explanations is Meta's list of error codes in our words. A code must not be
// in codeRanges too.
var explanations = map[int]Explanation{
	0:      deadToken,
	190:    deadToken,
	3:      noPermission,
	10:     noPermission,
	131005: noPermission,
	104:    {Retry: channel.RetryNever, Scope: ScopeAccount, Says: "noToken"},
	33:     {Retry: channel.RetryFix, Scope: ScopeNumber, Says: "numberUnknown"},
	100:    badRequest,
	131008: badRequest,
	131009: badRequest,
	368:    restricted,
	131031: {Retry: channel.RetryFix, Scope: ScopeAccount, Says: "locked"},
	130497: {Retry: channel.RetryNever, Scope: ScopeContact, Says: "country"},

	// passing troubles and limits
	1:      temporary,
	2:      temporary,
	131000: temporary,
	131016: temporary,
	133004: temporary,
	135000: temporary,
	4:      {Retry: channel.RetryWait, Wait: hour, Scope: ScopeAccount, Says: "tooManyCalls"},
	80007:  {Retry: channel.RetryWait, Wait: hour, Scope: ScopeAccount, Says: "tooManyCallsAccount"},
	130429: {Retry: channel.RetryBackoff, Scope: ScopeNumber, Says: "tooFast"},
	131048: {Retry: channel.RetryFix, Scope: ScopeNumber, Says: "reported"},
	131056: {Retry: channel.RetryPair, Scope: ScopeContact, Says: "tooManyToOne"},
	131057: {Retry: channel.RetryWait, Wait: 2 * time.Minute, Scope: ScopeNumber, Says: "upgrading"},
	131064: {Retry: channel.RetryFix, Scope: ScopeAccount, Says: "wrongCategory"},

	// the recipient
	130403: {Retry: channel.RetryFix, Scope: ScopeContact, Says: "blocked"},
	130472: {Retry: channel.RetryNever, Scope: ScopeContact, Says: "experiment"},
	131021: {Retry: channel.RetryNever, Scope: ScopeContact, Says: "toItself"},
	131026: {Retry: channel.RetryNever, Scope: ScopeContact, Says: "undeliverable"},
	131030: {Retry: channel.RetryFix, Scope: ScopeContact, Says: "testRecipient"},
	131045: notRegistered,
	133010: notRegistered,
	131047: {Retry: channel.RetryNever, Scope: ScopeContact, Says: "windowClosed"},
	131049: {Retry: channel.RetryWait, Wait: day, Scope: ScopeContact, Says: "marketingHeld"},
	131050: {Retry: channel.RetryNever, Scope: ScopeContact, Says: "marketingStopped"},
	131062: {Retry: channel.RetryNever, Scope: ScopeContact, Says: "needsPhone"},
	137000: {Retry: channel.RetryFix, Scope: ScopeContact, Says: "identityChanged"},

	// the message
	131051: {Retry: channel.RetryNever, Scope: ScopeMessage, Says: "kind"},
	131052: {Retry: channel.RetryFix, Scope: ScopeMessage, Says: "customerFile"},
	131053: wrongFile,
	131060: {Retry: channel.RetryNever, Scope: ScopeMessage, Says: "onlyOnPhone"},

	// money and the account
	131037: {Retry: channel.RetryFix, Scope: ScopeNumber, Says: "displayNameNeeded"},
	131042: {Retry: channel.RetryFix, Scope: ScopeAccount, Says: "payment"},
	131063: {Retry: channel.RetryFix, Scope: ScopeAccount, Says: "marketingOff"},
	134011: {Retry: channel.RetryFix, Scope: ScopeAccount, Says: "paymentTerms"},

	// templates
	131061:  {Retry: channel.RetryNever, Scope: ScopeTemplate, Says: "maxPrice"},
	132000:  badTemplate,
	132005:  badTemplate,
	132012:  badTemplate,
	132018:  badTemplate,
	132001:  {Retry: channel.RetryNever, Scope: ScopeTemplate, Says: "noTemplate"},
	132007:  {Retry: channel.RetryNever, Scope: ScopeTemplate, Says: "templatePolicy"},
	132015:  {Retry: channel.RetryFix, Scope: ScopeTemplate, Says: "templatePaused"},
	132016:  {Retry: channel.RetryNever, Scope: ScopeTemplate, Says: "templateDisabled"},
	132068:  {Retry: channel.RetryFix, Scope: ScopeTemplate, Says: "flowBlocked"},
	132069:  {Retry: channel.RetryWait, Wait: hour, Scope: ScopeTemplate, Says: "flowLimited"},
	2388019: {Retry: channel.RetryFix, Scope: ScopeAccount, Says: "templateLimit"},
	2388023: {Retry: channel.RetryNever, Scope: ScopeTemplate, Says: "templateName"},
	2388039: {Retry: channel.RetryNever, Scope: ScopeTemplate, Says: "templateStatus"},
	2388040: badTemplateForm,
	2388047: badTemplateForm,
	2388072: badTemplateForm,
	2388073: badTemplateForm,
	2388293: badTemplateForm,
	2388299: badTemplateForm,

	// setting a number up
	133000:  {Retry: channel.RetryFix, Scope: ScopeNumber, Says: "deregisterFirst"},
	133005:  {Retry: channel.RetryFix, Scope: ScopeNumber, Says: "wrongPin"},
	133006:  {Retry: channel.RetryFix, Scope: ScopeNumber, Says: "verifyFirst"},
	133008:  {Retry: channel.RetryWait, Wait: hour, Scope: ScopeNumber, Says: "tooManyPins"},
	133009:  {Retry: channel.RetryWait, Wait: 5 * time.Minute, Scope: ScopeNumber, Says: "pinsTooQuick"},
	133015:  {Retry: channel.RetryWait, Wait: 5 * time.Minute, Scope: ScopeNumber, Says: "justRemoved"},
	133016:  {Retry: channel.RetryWait, Wait: 3 * day, Scope: ScopeNumber, Says: "registeredTooOften"},
	136024:  {Retry: channel.RetryFix, Scope: ScopeNumber, Says: "codeNotSent"},
	136025:  {Retry: channel.RetryFix, Scope: ScopeNumber, Says: "wrongCode"},
	2388009: {Retry: channel.RetryFix, Scope: ScopeNumber, Says: "badDisplayName"},
	2388012: {Retry: channel.RetryFix, Scope: ScopeNumber, Says: "numberExists"},
	2388091: cannotMigrate,
	2388093: cannotMigrate,
	2388103: cannotMigrate,
	2494100: {Retry: channel.RetryWait, Wait: 10 * time.Minute, Scope: ScopeNumber, Says: "maintenance"},
	2593107: {Retry: channel.RetryNever, Scope: ScopeNumber, Says: "historyAsked"},
	2593108: {Retry: channel.RetryNever, Scope: ScopeNumber, Says: "historyLate"},
	2593109: {Retry: channel.RetryNever, Scope: ScopeNumber, Says: "historyRefused"},
	131044:  {Retry: channel.RetryNever, Scope: ScopeMessage, Says: "call"},
}
