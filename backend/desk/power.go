package desk

// Act is something that one person does to another, or to themselves.
type Act string

// The acts. Values are in the record: they are never renamed.
const (
	ActRename   Act = "rename"
	ActCapacity Act = "capacity" // how many threads at once
	ActChannel  Act = "channel"  // the WhatsApp channel on or off
	ActLicence  Act = "licence"  // give and take licences
	ActPresence Act = "presence" // online, away, offline
	ActRole     Act = "role"     // change the role; MayGive says which one
	ActActive   Act = "active"   // switch the account on or off
	ActReset    Act = "reset"    // make a code that sets a new password
	ActDevices  Act = "devices"  // see where somebody is signed in
	ActSignOut  Act = "signOut"  // sign a device out
	ActMember   Act = "member"   // put into an inbox, or take out
	ActAssign   Act = "assign"   // hand a thread over to
)

// Acts lists all acts.
var Acts = []Act{
	ActRename, ActCapacity, ActChannel, ActLicence, ActPresence, ActRole, ActActive, ActReset, ActDevices, ActSignOut, ActMember, ActAssign,
}

// reach is on whom somebody may act: a set of roles and oneself.
type reach uint8

const (
	onSelf reach = 1 << iota
	onOwners
	onAdmins
	onAgents
	onOthers  = onOwners | onAdmins | onAgents
	onAnybody = onSelf | onOthers
	// belowOwners is what an admin reaches: an owner is never touched by an admin.
	belowOwners = onSelf | onAdmins | onAgents
)

// powers is the one table that says who may act on whom. What is not in it is
// not allowed.
//
// An admin stops another admin (switches them off, signs them out) but does not
// become one: no reset, and no change of role, after which a reset would be
// allowed. Nobody changes their own role or switches themselves off, so the last
// owner stays.
var powers = map[Act]map[Role]reach{
	ActRename:   {RoleOwner: onAnybody, RoleAdmin: belowOwners},
	ActCapacity: {RoleOwner: onAnybody, RoleAdmin: belowOwners},
	ActChannel:  {RoleOwner: onAnybody, RoleAdmin: belowOwners},
	ActLicence:  {RoleOwner: onAnybody, RoleAdmin: belowOwners},
	ActPresence: {RoleOwner: onAnybody, RoleAdmin: belowOwners, RoleAgent: onSelf},
	ActRole:     {RoleOwner: onOthers, RoleAdmin: onAgents},
	ActActive:   {RoleOwner: onOthers, RoleAdmin: onAdmins | onAgents},
	// A lone owner who forgot the password has nobody else to ask.
	ActReset:   {RoleOwner: onAnybody, RoleAdmin: onAgents},
	ActDevices: {RoleOwner: onAnybody, RoleAdmin: belowOwners, RoleAgent: onSelf},
	ActSignOut: {RoleOwner: onAnybody, RoleAdmin: belowOwners, RoleAgent: onSelf},
	ActMember:  {RoleOwner: onAnybody, RoleAdmin: onAnybody},
	ActAssign:  {RoleOwner: onAnybody, RoleAdmin: onAnybody, RoleAgent: onAnybody},
}

// May says whether by may do act to on, nil for yes. Both are as they are now.
// Who is switched off may do nothing.
func May(by *User, act Act, on *User) error {
	reached := powers[act][by.Role]
	whom := map[Role]reach{RoleOwner: onOwners, RoleAdmin: onAdmins, RoleAgent: onAgents}[on.Role]
	if by.ID == on.ID {
		whom = onSelf
	}
	switch {
	case !by.Active:
		return Refuse(CodeForbidden, "suspended")
	case reached&whom != 0:
		return nil
	case reached&onOthers == 0:
		return errSupervisors()
	case by.ID == on.ID:
		return Refuse(CodeForbidden, "self")
	default:
		return Refuse(CodeForbidden, "ownersOnly")
	}
}

// MayActOnOthers refuses whoever may do act to nobody but themselves. It is
// asked before the other person is looked up, so that the refusal does not tell
// who exists.
func MayActOnOthers(by *User, act Act) error {
	if by.Active && powers[act][by.Role]&onOthers != 0 {
		return nil
	}
	return errSupervisors()
}

// MayGive says whether by may give somebody a role: by an invitation, or as a
// change. Nobody gives more than they have.
func MayGive(by *User, role Role) error {
	switch {
	case !role.Valid():
		return Refuse(CodeInvalid, "badRole")
	case Supervise(by) != nil:
		return Supervise(by)
	case role == RoleOwner && by.Role != RoleOwner:
		return Refuse(CodeForbidden, "ownersOnly", Params{"context": "make"})
	}
	return nil
}

// Supervise refuses whoever is neither owner nor admin, or is switched off.
func Supervise(by *User) error {
	if by.Active && by.Role.Supervisor() {
		return nil
	}
	return errSupervisors()
}

func errSupervisors() error {
	return Refuse(CodeForbidden, "supervisors")
}
