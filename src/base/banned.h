/* Functions that are too easy to misuse do not compile here. A platform file whose library header names one of
 * them includes that header before base/base.h. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok strtok_r
#pragma GCC poison gets atoi atol atoll atof localtime gmtime ctime asctime mktime
#pragma GCC poison strdup strndup asprintf vasprintf rand srand

#endif
