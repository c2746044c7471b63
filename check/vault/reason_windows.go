package vault

import (
	"errors"

	"golang.org/x/sys/windows"
)

// systemReason: services and some remote logons have no credential store.
func systemReason(err error) Reason {
	if errors.Is(err, windows.ERROR_NO_SUCH_LOGON_SESSION) {
		return NoKeychain
	}
	return KeychainRefused
}
