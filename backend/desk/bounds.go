package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Bound is how much of one field a row keeps, and how much of it a command may
// bring. Sizes are bytes as JSON writes them, which is how rows are stored and
// sent: a "<" takes six.
type Bound struct {
	Bytes int    // of a text; of a list, of all its items together
	Items int    // of a list
	Name  string // key of its noun in the i18n files (refusals:noun), "" = "other"
	// Ending keeps the end of a file's name, which says what kind of file it is.
	Ending bool
}

// unbounded marks what Parley makes itself and never cuts: keys, the tries of
// routing, who handled a thread, and what a send is made of, which is checked when
// it is asked for.
var unbounded = Bound{Bytes: -1, Items: -1}

// What a field has that the table does not name.
var (
	usualText = Bound{Bytes: 1 << 10}
	usualList = Bound{Bytes: 16 << 10, Items: 100}
)

// longID is for ids of somebody else's, by which rows are found again: FitID has
// made them short enough, and a character may take six bytes.
var longID = Bound{Bytes: 6 * maxID}

// bounds is the one table of how large a field may be, by type and field. It
// holds for rows of this package and for what wire makes of them under the same
// names, and for the bodies of commands and calls. A text that people send must
// be cut nowhere, so its bound here is never below what a command may bring.
var bounds = map[string]Bound{
	"Media.RemoteID":          {Bytes: 6 * LongestAddress},     // an address that is cut leads nowhere
	"Message.Text":            {Bytes: 24 << 10, Name: "text"}, // 4096 characters of Meta's, each up to six bytes
	"CannedReply.Text":        {Bytes: 24 << 10},
	"CannedReply.Inboxes":     {Bytes: 8 << 10, Items: 200},
	"CannedReply.Files":       {Bytes: 8 << 10, Items: MostCannedFiles},
	"PutCannedReply.Files":    {Bytes: 8 << 10, Items: 2 * MostCannedFiles, Name: "files"},
	"CannedEdit.Text":         {Bytes: 24 << 10, Name: "text"},
	"CannedList.List":         {Bytes: 8 << 10, Items: 200, Name: "inboxes"},
	"ImportCanned.Rows":       {Bytes: 60 << 10, Items: 100, Name: "rows"},
	"CannedLine.Text":         {Bytes: 24 << 10, Name: "text"},
	"CannedLine.Inboxes":      {Bytes: 8 << 10, Items: 200, Name: "inboxes"},
	"CannedImported.Refused":  {Bytes: 60 << 10, Items: 100},
	"PutCannedReply.Text":     {Bytes: 24 << 10, Name: "text"},
	"PutCannedReply.Inboxes":  {Bytes: 8 << 10, Items: 200, Name: "inboxes"},
	"AddNote.Text":            {Bytes: 24 << 10, Name: "note"},
	"EditNote.Text":           {Bytes: 24 << 10, Name: "note"},
	"AddNote.Mentions":        {Bytes: 6 << 10, Items: MostMentioned, Name: "mentions"},
	"EditNote.Mentions":       {Bytes: 6 << 10, Items: MostMentioned, Name: "mentions"},
	"Message.Mentions":        {Bytes: 24 << 10, Items: MostMentioned},
	"SavedFilter.Filter":      {Bytes: 3 * LargestSavedFilter}, // JSON in JSON: each quote takes two
	"ListView.Filter":         {Bytes: 3 * LargestListView},
	"Label.Were":              unbounded, // each was the name of a label, whose bounds it kept
	"Label.Holds":             unbounded,
	"Thread.Labels":           {Bytes: 4 << 10, Items: MostThreadLabels},
	"Thread.Followers":        {Bytes: 2 << 10, Items: MostFollowers},
	"LabelThread.Add":         {Bytes: 4 << 10, Items: MostThreadLabels, Name: "labels"},
	"LabelThread.Remove":      {Bytes: 4 << 10, Items: MostThreadLabels, Name: "labels"},
	"Interaction.Snoozes":     {Bytes: 8 << 10, Items: MostSnoozes},
	"Interaction.Filings":     {Bytes: 4 << 10, Items: MostFilings},
	"Message.Contacts":        {Bytes: 12 << 10, Items: 50},
	"ContactCard.Numbers":     {Bytes: 1 << 10, Items: 5},
	"Message.Reactions":       {Bytes: 4 << 10, Items: 20}, // one of each side
	"Choices.Header":          {Bytes: 384},
	"Choices.Footer":          {Bytes: 384},
	"Choices.Open":            {Bytes: 128},
	"Choices.Sections":        {Bytes: 8 << 10, Items: 20},
	"ChoiceSection.Title":     {Bytes: 256},
	"ChoiceSection.Rows":      {Bytes: 8 << 10, Items: 20},
	"Message.ProviderID":      longID,
	"Contact.WaID":            longID,
	"Contact.UserID":          longID,
	"Location.Address":        {Bytes: 2 << 10, Name: "address"},
	"Location.URL":            {Bytes: 2 << 10},
	"ContactCard.Name":        {Bytes: 512},
	"ContactCard.Company":     {Bytes: 512},
	"ContactCard.Phones":      {Bytes: 1 << 10, Items: 20},
	"ContactCard.Emails":      {Bytes: 2 << 10, Items: 20},
	"ContactCard.URLs":        {Bytes: 2 << 10, Items: 20},
	"ContactCard.Addresses":   {Bytes: 2 << 10, Items: 20},
	"Referral.URL":            {Bytes: 2 << 10},
	"Referral.MediaURL":       {Bytes: 2 << 10},
	"Referral.Body":           {Bytes: 2 << 10},
	"Version.Text":            {Bytes: 8 << 10},
	"DraftTemplate.Body":      {Bytes: 8 << 10, Name: "text"}, // 1024 characters of Meta's
	"Hours.Message":           {Bytes: 8 << 10, Name: "text"}, // 1024 characters
	"TemplateDraft.Body":      {Bytes: 8 << 10},
	"DraftTemplate.Samples":   {Bytes: 6 << 10, Items: 100, Name: "values"},
	"DraftTemplate.Buttons":   {Bytes: 12 << 10, Items: 50, Name: "buttons"},
	"DraftTemplate.Fills":     {Bytes: 2 << 10, Items: 100, Name: "values"},
	"TemplateDraft.Samples":   {Bytes: 6 << 10, Items: 100},
	"TemplateDraft.Buttons":   {Bytes: 12 << 10, Items: 50},
	"TemplateDraft.Fills":     {Bytes: 2 << 10, Items: 100},
	"Template.Other":          {Bytes: 512, Items: 10},
	"Template.Fills":          {Bytes: 2 << 10, Items: 100},
	"Wording.Text":            {Bytes: 8 << 10},
	"Message.Earlier":         {Bytes: 16 << 10, Items: 20},
	"Media.FileName":          {Bytes: 1 << 10, Name: "fileName", Ending: true},
	"Reaction.Emoji":          {Bytes: 256},
	"Interactive.Title":       {Bytes: 4 << 10},
	"Interactive.Lines":       {Bytes: 12 << 10, Items: 100},
	"TemplateUse.Header":      {Bytes: 6 << 10},
	"TemplateUse.Buttons":     {Bytes: 2 << 10, Items: 20},
	"TemplateUse.Params":      unbounded,
	"TemplateUse.ParamNames":  unbounded,
	"TemplateUse.HeaderText":  unbounded,
	"TemplateUse.ButtonText":  unbounded,
	"TemplateUse.Values":      unbounded,
	"SendTemplate.Buttons":    {Bytes: 16 << 10, Items: 10, Name: "values"},
	"ButtonValue.Value":       {Bytes: 6 << 10, Name: "buttonValue"},
	"Problem.Text":            {Bytes: 2 << 10},
	"KV.Key":                  {Bytes: 512, Name: "key"},
	"KV.Value":                {Bytes: 4 << 10, Name: "value"},
	"Number.Description":      {Bytes: 4 << 10},
	"Interaction.DataSource":  {Bytes: 16 << 10, Items: 100},
	"BusinessProfile.Address": {Bytes: 2 << 10},
	"BusinessProfile.About":   {Bytes: 2 << 10},
	// 512 characters of Meta's.
	"BusinessProfile.Description": {Bytes: 4 << 10},
	"Profile.Description":         {Bytes: 4 << 10, Name: "description"},
	// PictureBytes in base64.
	"Profile.Picture":         {Bytes: 128 << 10, Name: "picture"},
	"ProfilePut.Picture":      {Bytes: 128 << 10, Name: "picture"},
	"BusinessProfile.Picture": {Bytes: 128 << 10, Name: "picture"},
	"Profile.Address":         {Bytes: 2 << 10, Name: "address"},
	"Profile.About":           {Bytes: 2 << 10, Name: "about"},
	"Template.HeaderText":     {Bytes: 2 << 10},
	"Template.Body":           {Bytes: 24 << 10},
	"Template.Buttons":        {Bytes: 24 << 10, Items: 50},
	"TemplateButton.URL":      {Bytes: 4 << 10},
	"Template.Samples":        {Bytes: 24 << 10, Items: 100},
	"TemplateContent.Body":    {Bytes: 24 << 10},
	"TemplateContent.Buttons": {Bytes: 24 << 10, Items: 50},

	"ImportOptIns.Rows":        {Bytes: 60 << 10, Items: 100, Name: "rows"},
	"OptInsImported.Refused":   {Bytes: 60 << 10, Items: 100},
	"Contact.OptIns":           {Bytes: 96 << 10, Items: 2 * MostOptIns}, // of two who were joined
	"Contact.Labels":           {Bytes: 8 << 10, Items: 2 * MaxLabels},   // of two who were joined
	"Organization.Attributes":  {Bytes: AttributesRoom, Items: MostAttributes},
	"Org.Attributes":           {Bytes: AttributesRoom, Items: MostAttributes},
	"Attribute.Options":        {Bytes: 16 << 10, Items: MostOptions, Name: "options"},
	"PutAttribute.Options":     {Bytes: 16 << 10, Items: MostOptions, Name: "options"},
	"SaveContact.Attributes":   {Bytes: ValuesRoom, Items: MostAttributes, Name: "values"},
	"ContactEdit.Attributes":   {Bytes: ValuesRoom, Items: MostAttributes, Name: "values"},
	"ContactsPage.Contacts":    unbounded, // cut by bytes where it is made
	"Contact.Parts":            {Bytes: 4 << 10, Items: MostMerged},
	"PersonFacts.OptIns":       {Bytes: 96 << 10, Items: 2 * MostOptIns},
	"PersonFacts.Labels":       {Bytes: 8 << 10, Items: 2 * MaxLabels},
	"PersonFacts.Notes":        {Bytes: NotesRoom, Items: MostContactNotes},
	"PersonFacts.Attributes":   {Bytes: ValuesRoom, Items: MostAttributes},
	"PersonFacts.Stops":        {Bytes: 4 << 10, Items: mostStops},
	"Contact.Known":            {Bytes: 24 << 10, Items: MostKnownNames},
	"KnownName.Key":            {Bytes: 512},
	"Contact.Notes":            {Bytes: NotesRoom, Items: MostContactNotes},
	"Contact.Attributes":       {Bytes: ValuesRoom, Items: MostAttributes},
	"Contact.Stops":            {Bytes: 4 << 10, Items: mostStops},
	"ContactNote.Text":         {Bytes: 6 << 10}, // 1000 characters
	"ImportContacts.Rows":      {Bytes: 60 << 10, Items: 100, Name: "rows"},
	"ContactLine.Labels":       {Bytes: 8 << 10, Items: MaxLabels, Name: "labels"},
	"ContactLine.Attributes":   {Bytes: ValuesRoom, Items: MostAttributes, Name: "values"},
	"ContactsImported.Refused": {Bytes: 60 << 10, Items: 100},
	"NoteContact.Text":         {Bytes: 6 << 10, Name: "note"},
	"ContactFacts.Labels":      {Bytes: 8 << 10, Items: MaxLabels, Name: "labels"},
	"ContactEdit.Join":         {Bytes: 8 << 10, Items: MaxLabels, Name: "labels"},
	"ContactEdit.Leave":        {Bytes: 8 << 10, Items: 2 * MaxLabels, Name: "labels"},
	"PutPlan.Branches":         {Bytes: 60 << 10, Items: MaxBranches, Name: "branches"},
	"PlanEdit.Branches":        {Bytes: 60 << 10, Items: MaxBranches, Name: "branches"},
	"TryPlan.Branches":         {Bytes: 60 << 10, Items: MaxBranches, Name: "branches"},
	"PlanBranch.If":            {Bytes: 6 << 10, Items: MaxConditions, Name: "conditions"},
	"NewOptIn.Proof":           {Bytes: 1 << 10, Name: "proof"},

	"OfferRef.Note":          {Bytes: 1 << 10, Name: "reason"},
	"Transfer.Note":          {Bytes: 4 << 10, Name: "note"},
	"ShiftItem.Note":         {Bytes: 4 << 10, Name: "note"},
	"ShiftItem.Draft":        {Bytes: 24 << 10, Name: "text"},
	"AlertsTold.Items":       {Bytes: 48 << 10, Items: 100, Name: "notices"},
	"EndShift.Items":         {Bytes: 56 << 10, Items: MostHandedOver, Name: "conversations"},
	"UndoShift.Items":        {Bytes: 56 << 10, Items: MostHandedOver, Name: "conversations"},
	"SetAwayReasons.Reasons": {Bytes: 16 << 10, Items: 100, Name: "reason"},
	"SetAwayReasons.Was":     {Bytes: 16 << 10, Items: 100, Name: "reason"},
	"Contact.Aliases":        unbounded,
	"Interaction.Attempts":   unbounded,
	"Interaction.Handlers":   unbounded,
	"Inbox.Members":          unbounded, // bounded as PutInbox.Members
	"Decision.Candidates":    {Bytes: 64 << 10, Items: 200},

	"SendContent.Text":        {Bytes: 24 << 10, Name: "text"},
	"SendContent.FileName":    {Bytes: 1 << 10, Name: "fileName"},
	"SendTemplate.FileName":   {Bytes: 1 << 10, Name: "fileName"},
	"SendTemplate.Params":     {Bytes: 48 << 10, Items: 100, Name: "values"},
	"SendTemplate.HeaderText": {Bytes: 6 << 10, Name: "headerValue"},
	"SendTemplate.ButtonText": {Bytes: 6 << 10, Name: "buttonValue"},
	"PutInbox.Members":        {Bytes: 64 << 10, Items: 1000, Name: "agents"},
	"PutInbox.Levels":         {Bytes: 64 << 10, Items: 1000, Name: "levels"},
	"InboxEdit.Join":          {Bytes: 64 << 10, Items: 1000, Name: "agents"},
	"InboxEdit.Leave":         {Bytes: 64 << 10, Items: 1000, Name: "agents"},
	"InboxEdit.Levels":        {Bytes: 64 << 10, Items: 1000, Name: "levels"},
	"RehearseAsk.Members":     {Bytes: 64 << 10, Items: 1000, Name: "agents"},
	"RehearseAsk.Levels":      {Bytes: 64 << 10, Items: 1000, Name: "levels"},
	"Hours.Holidays":          {Bytes: 16 << 10, Items: 100, Name: "holidays"},
	// More than a frame holds: what many fields take is counted too high.
	"ImportPeople.Rows":       {Bytes: 192 << 10, Items: MostPeopleListed, Name: "rows"},
	"InvitationRefs.IDs":      {Bytes: 16 << 10, Items: MostPeopleListed, Name: "invitations"},
	"Places.List":             {Bytes: 48 << 10, Items: 500, Name: "inboxes"},
	"UserEdit.Places":         {Bytes: 48 << 10, Items: 500, Name: "inboxes"},
	"Outbound.Numbers":        {Bytes: 32 << 10, Items: 500, Name: "numbers"},
	"ReadNotices.IDs":         {Bytes: 48 << 10, Items: 1000, Name: "notices"},
	"UpdateNumber.DataSource": {Bytes: 16 << 10, Items: 100, Name: "dataSource"},
	"Pairs.List":              {Bytes: 16 << 10, Items: 100, Name: "dataSource"},
	"NumberEdit.Description":  {Bytes: 4 << 10, Name: "description"},
	"UpdateNumber.Description": {
		Bytes: 4 << 10, Name: "description",
	},
	"SetupSave.DataSource":  {Bytes: 16 << 10, Items: 100, Name: "dataSource"},
	"SetupSave.Description": {Bytes: 4 << 10, Name: "description"},
	// The sandbox's panel, which shows all customers in one answer.
	"panelWrite.Text":       {Bytes: 24 << 10, Name: "text"},
	"Customer.ID":           {Bytes: 64},
	"Customer.Name":         {Bytes: 200, Name: "name"},
	"Customer.Phone":        {Bytes: 64, Name: "phone"},
	"Customer.UserID":       {Bytes: 64},
	"Customer.Username":     {Bytes: 100, Name: "username"},
	"Customer.Country":      {Bytes: 16, Name: "country"},
	"WabaVerify.Token":      {Bytes: 8 << 10, Name: "token"},
	"CarrierLink.APISecret": {Bytes: 4 << 10, Name: "apiSecret"},
	// A private key in some of the carrier's methods.
	"CarrierLink.SignatureSecret": {Bytes: 16 << 10, Name: "signatureSecret"},
}

// MostPeopleListed is how many people one list has at most that is read, or one request
// for new codes.
const MostPeopleListed = 200

// boundOf gives the bound of a field of a type.
func boundOf(typeName, field string, isList bool) Bound {
	if b, ok := bounds[typeName+"."+field]; ok {
		return b
	}
	if isList {
		return usualList
	}
	return usualText
}

// maxID is how long an id of somebody else's may be, in bytes. Meta's have up to
// 130.
const maxID = 200

const nul = "\x00"

// maxKey is how long an entry's key may be, in bytes: room for an id whose every
// character had to be escaped.
const maxKey = 1 << 10

// FitKey gives the key of an entry a length that can be stored. Which key it is
// stays certain, as with FitID.
func FitKey(key string) string { return shorter(key, maxKey) }

// FitID gives an id that others chose a length that can be kept in a key. One
// that is too long is named by its beginning and its hash, so that the same id
// is always the same and two are never one. So is one that holds a NUL, which no
// key may: other databases take none.
func FitID(id string) string { return shorter(id, maxID) }

func shorter(name string, most int) string {
	if len(name) <= most && !strings.Contains(name, nul) {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return Clip(strings.ReplaceAll(name, nul, ""), most-2*len(sum)-1) + "~" + hex.EncodeToString(sum[:])
}
