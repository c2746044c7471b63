//go:build linux || freebsd || netbsd || openbsd || dragonfly

package vault

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"strings"

	"github.com/godbus/dbus/v5"
)

// systemReason reads errors on the way to a Secret Service: without a session
// bus go-keyring tries to start one (an exec.Error, or what dbus-launch says),
// finds nobody at its address (a net.OpError), or the bus knows no such
// service. A locked keyring is only a text.
func systemReason(err error) Reason {
	if e, ok := errors.AsType[dbus.Error](err); ok {
		switch {
		case e.Name == "org.freedesktop.Secret.Error.IsLocked":
			return KeychainLocked
		case strings.HasPrefix(e.Name, "org.freedesktop.DBus.Error."):
			return NoKeychain
		}
		return KeychainRefused
	}
	if strings.HasPrefix(err.Error(), "failed to unlock correct collection") {
		return KeychainLocked
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return NoKeychain
	}
	if _, ok := errors.AsType[*exec.Error](err); ok {
		return NoKeychain
	}
	if _, ok := errors.AsType[*exec.ExitError](err); ok {
		return NoKeychain
	}
	if errors.Is(err, os.ErrNotExist) || strings.HasPrefix(err.Error(), "dbus: ") {
		return NoKeychain
	}
	return KeychainRefused
}
