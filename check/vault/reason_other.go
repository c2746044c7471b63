//go:build !(linux || freebsd || netbsd || openbsd || dragonfly || windows)

package vault

func systemReason(error) Reason { return KeychainRefused }
