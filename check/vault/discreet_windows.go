package vault

import "context"

// asksNothing is always so: Credential Manager is open as long as its owner is
// logged in.
func asksNothing(context.Context) bool { return true }
