//go:build linux || freebsd || netbsd || openbsd || dragonfly

package vault

import (
	"context"
	"slices"

	"github.com/godbus/dbus/v5"
)

// asksNothing looks whether the collection in which go-keyring looks for a key
// is unlocked, by reading properties only: neither the bus nor the service is
// started for it.
func asksNothing(ctx context.Context) bool {
	const (
		service     = "org.freedesktop.secrets"
		root        = dbus.ObjectPath("/org/freedesktop/secrets")
		login       = root + "/collection/login"
		usual       = root + "/aliases/default" // where there is no collection of that name
		getProperty = "org.freedesktop.DBus.Properties.Get"
	)
	conn, err := dbus.SessionBusPrivateNoAutoStartup(dbus.WithContext(ctx))
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()
	if conn.Auth(nil) != nil || conn.Hello() != nil {
		return false
	}
	var running bool
	if conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, service).Store(&running) != nil || !running {
		return false
	}
	property := func(of dbus.ObjectPath, in, name string) any {
		var v dbus.Variant
		if conn.Object(service, of).CallWithContext(ctx, getProperty, dbus.FlagNoAutoStart, in, name).Store(&v) != nil {
			return nil
		}
		return v.Value()
	}
	collection := usual
	if all, ok := property(root, "org.freedesktop.Secret.Service", "Collections").([]dbus.ObjectPath); ok && slices.Contains(all, login) {
		collection = login
	}
	locked, ok := property(collection, "org.freedesktop.Secret.Collection", "Locked").(bool)
	return ok && !locked
}
