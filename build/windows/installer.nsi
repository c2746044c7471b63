; The Windows installer: for one person, without administrator rights.
;
;   makensis -DVERSION=0.1.0 -DFILES=folder -DWORDS=words.nsh -DPICTURE=side.bmp -DSIGN=command -DOUT=setup.exe installer.nsi
;
; FILES holds what is installed. WORDS is made by build/papers from the words of the
; program. PICTURE stands on the last page. SIGN signs the file that it is given; it
; gets the uninstaller.
;
;   setup.exe /S                     installs without asking
;   uninstall.exe /S                 removes the program, keeps lists and settings
;   uninstall.exe /S /REMOVEDATA     removes those too

Unicode true
Target amd64-unicode
ManifestDPIAware true
SetCompressor /SOLID /FINAL lzma
SetCompressorDictSize 64
RequestExecutionLevel user
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include x64.nsh

!define NAME "Neem"
!define ID "org.neem.Neem"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"
!define CLASSES "Software\Classes"
!define LIST "${ID}.List"

Name "${NAME}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 "ProductName" "${NAME}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileDescription" "${NAME} Setup"
VIAddVersionKey /LANG=0 "LegalCopyright" "The Neem authors, Apache License 2.0"

!define MUI_ICON "..\..\assets\icons\app\neem.ico"
!define MUI_UNICON "..\..\assets\icons\app\neem.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${PICTURE}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\neem.exe"
; The language that was chosen is asked again by nobody: the uninstaller knows it.
!define MUI_LANGDLL_REGISTRY_ROOT HKCU
!define MUI_LANGDLL_REGISTRY_KEY "${UNINSTALL}"
!define MUI_LANGDLL_REGISTRY_VALUENAME "InstallerLanguage"
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!include "${WORDS}"
!insertmacro MUI_RESERVEFILE_LANGDLL

!uninstfinalize '"${SIGN}" "%1"' = 0

; WaitUntilClosed asks until the program is not running: a file that runs cannot be
; opened for writing. Without anybody to ask it ends with 3.
!macro WaitUntilClosed un
Function ${un}WaitUntilClosed
	again:
	IfFileExists "$INSTDIR\neem.exe" 0 closed
	ClearErrors
	FileOpen $0 "$INSTDIR\neem.exe" a
	IfErrors running
	FileClose $0
	closed:
	Return
	running:
	MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(Running)" /SD IDCANCEL IDRETRY again
	SetErrorLevel 3
	Quit
FunctionEnd
!macroend
!insertmacro WaitUntilClosed ""
!insertmacro WaitUntilClosed "un."

Function .onInit
	!insertmacro MUI_LANGDLL_DISPLAY
	${IfNot} ${RunningX64}
	${OrIfNot} ${AtLeastWin10}
		MessageBox MB_OK|MB_ICONSTOP "$(TooOld)" /SD IDOK
		SetErrorLevel 4
		Quit
	${EndIf}
	Call WaitUntilClosed
FunctionEnd

Section
	SetOutPath "$INSTDIR"
	; One by one, because a folder is read in another order on another disk.
	File "${FILES}\neem.exe"
	File "${FILES}\neem-check.exe"
	File "${FILES}\neem-help.html"
	File "${FILES}\LICENSE.txt"
	File "${FILES}\THIRD-PARTY.txt"
	WriteUninstaller "$INSTDIR\uninstall.exe"

	CreateDirectory "$SMPROGRAMS\${NAME}"
	CreateShortcut "$SMPROGRAMS\${NAME}\${NAME}.lnk" "$INSTDIR\neem.exe" "" "" "" "" "" "$(About)"
	CreateShortcut "$SMPROGRAMS\${NAME}\$(HelpPage).lnk" "$INSTDIR\neem-help.html"

	WriteRegStr HKCU "${CLASSES}\.neem" "" "${LIST}"
	WriteRegStr HKCU "${CLASSES}\.neem\OpenWithProgids" "${LIST}" ""
	WriteRegStr HKCU "${CLASSES}\${LIST}" "" "$(ListFile)"
	WriteRegStr HKCU "${CLASSES}\${LIST}\DefaultIcon" "" "$INSTDIR\neem.exe,0"
	WriteRegStr HKCU "${CLASSES}\${LIST}\shell\open\command" "" '"$INSTDIR\neem.exe" "%1"'

	WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
	WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
	WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\neem.exe,0"
	WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The Neem authors"
	WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
	WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
	WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
	WriteRegStr HKCU "${UNINSTALL}" "InstallerLanguage" "$LANGUAGE"
	WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
	WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
	${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
	WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
	System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)' ; files have a new icon
SectionEnd

Function un.onInit
	!insertmacro MUI_UNGETLANGUAGE
	Call un.WaitUntilClosed
FunctionEnd

; RemoveData removes what the program has kept: first whoever is saved, with the key
; in the system's keychain, which only the program can.
Function un.RemoveData
	StrCpy $R9 "$LOCALAPPDATA\${NAME}"
	nsExec::Exec '"$INSTDIR\neem-check.exe" forget --yes'
	Pop $1
	RMDir /r "$R9"
	RMDir /r "$LOCALAPPDATA\fyne\${ID}" ; what the window's toolkit keeps
	RMDir "$LOCALAPPDATA\fyne"
	RMDir /r "$APPDATA\fyne\${ID}"
	RMDir "$APPDATA\fyne"
	${If} $1 != 0
	${OrIf} ${FileExists} "$R9"
		MessageBox MB_OK|MB_ICONEXCLAMATION "$(Left)" /SD IDOK
	${EndIf}
FunctionEnd

Section "Uninstall"
	${GetParameters} $0
	ClearErrors
	${GetOptions} $0 "/REMOVEDATA" $1
	${IfNot} ${Errors}
		Call un.RemoveData
	${Else}
		MessageBox MB_YESNO|MB_DEFBUTTON2|MB_ICONQUESTION "$(RemoveData)" /SD IDNO IDNO keep
		Call un.RemoveData
		keep:
	${EndIf}

	; By name: whatever else somebody has put here is theirs.
	Delete "$INSTDIR\neem.exe"
	Delete "$INSTDIR\neem-check.exe"
	Delete "$INSTDIR\neem-help.html"
	Delete "$INSTDIR\LICENSE.txt"
	Delete "$INSTDIR\THIRD-PARTY.txt"
	Delete "$INSTDIR\uninstall.exe"
	RMDir "$INSTDIR"
	RMDir "$LOCALAPPDATA\Programs" ; if nothing else is there
	RMDir /r "$SMPROGRAMS\${NAME}"

	ReadRegStr $0 HKCU "${CLASSES}\.neem" ""
	${If} $0 == "${LIST}"
		DeleteRegKey HKCU "${CLASSES}\.neem"
	${Else}
		DeleteRegValue HKCU "${CLASSES}\.neem\OpenWithProgids" "${LIST}"
	${EndIf}
	DeleteRegKey HKCU "${CLASSES}\${LIST}"
	DeleteRegKey HKCU "${UNINSTALL}"
	System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
