/* Go programs since 1.22 load bcryptprimitives.dll for ProcessPrng. Every
 * supported Windows has it, Wine only from 9.0 on. This stands in for it in
 * tests under older Wines, and is never shipped. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length)
{
	return RtlGenRandom(data, (ULONG)length);
}
